/** Asks who it is, in strict mode. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useColourMode } from './colour-mode.ts';
import type { Session } from './session.ts';
import { type AccessKey, signInWithKey } from './sign-in.ts';

const NO_KEY: AccessKey = { accessKeyId: '', secretAccessKey: '' };

export function SignInPage({ onSignedIn }: { readonly onSignedIn: (session: Session) => void }) {
  useColourMode();
  const [key, setKey] = useState(NO_KEY);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const change = (part: Partial<AccessKey>) => setKey({ ...key, ...part });
  const signIn = async () => {
    setBusy(true);
    setRefusal(undefined);
    try {
      onSignedIn(await signInWithKey(key));
    } catch (error) {
      setRefusal(firstLine((error as Error).message));
      setBusy(false);
    }
  };
  return (
    <main className="sign-in">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void signIn();
        }}
      >
        <Form
          actions={
            <Button variant="primary" formAction="submit" loading={busy} disabled={key.secretAccessKey === ''}>
              Sign in
            </Button>
          }
        >
          <Container header={<Header variant="h1">Sign in to Stepwell</Header>}>
            <SpaceBetween size="l">
              {refusal !== undefined && <Alert type="error">{refusal}</Alert>}
              <FormField label="Access key ID">
                <Input
                  value={key.accessKeyId}
                  onChange={({ detail }) => change({ accessKeyId: detail.value.trim() })}
                  autoComplete="username"
                  autoFocus
                />
              </FormField>
              <FormField label="Secret access key">
                <Input
                  type="password"
                  value={key.secretAccessKey}
                  onChange={({ detail }) => change({ secretAccessKey: detail.value.trim() })}
                  autoComplete="current-password"
                />
              </FormField>
              <Box color="text-body-secondary">
                The key of a user. The secret stays in this browser: it signs the request for a session.
              </Box>
            </SpaceBetween>
          </Container>
        </Form>
      </form>
    </main>
  );
}

/** A signature that does not match is answered with all that should have been signed, which helps nobody here. */
function firstLine(message: string): string {
  return message.split('\n', 1)[0] as string;
}
