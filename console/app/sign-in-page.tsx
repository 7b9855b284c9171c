/** Asks who it is, in strict mode. */
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Tabs from '@cloudscape-design/components/tabs';
import { useState } from 'react';
import { useColourMode } from './colour-mode.ts';
import type { Session } from './session.ts';
import { signInWithKey, signInWithPassword } from './sign-in.ts';
import { SignInForm } from './sign-in-form.tsx';

export function SignInPage({ onSignedIn }: { readonly onSignedIn: (session: Session) => void }) {
  useColourMode();
  const [mustChange, setMustChange] = useState(false);
  return (
    <main className="sign-in">
      <Container header={<Header variant="h1">Sign in to Stepwell</Header>}>
        <Tabs
          tabs={[
            {
              id: 'password',
              label: 'User',
              content: (
                <SignInForm
                  fields={[
                    { name: 'userName', label: 'User name', autoComplete: 'username' },
                    { name: 'password', label: 'Password', isSecret: true, autoComplete: 'current-password' },
                    ...(mustChange ? [NEW_PASSWORD] : []),
                  ]}
                  signIn={async ({ userName = '', password = '', newPassword }) =>
                    onSignedIn(
                      await signInWithPassword({
                        userName,
                        password,
                        ...(newPassword !== undefined && { newPassword }),
                      }),
                    )
                  }
                  onMustChangePassword={() => setMustChange(true)}
                />
              ),
            },
            {
              id: 'access-key',
              label: 'Access key',
              content: (
                <SignInForm
                  fields={[
                    { name: 'accessKeyId', label: 'Access key ID', autoComplete: 'username' },
                    { name: 'secretAccessKey', label: 'Secret access key', isSecret: true, autoComplete: 'off' },
                  ]}
                  signIn={async ({ accessKeyId = '', secretAccessKey = '' }) =>
                    onSignedIn(await signInWithKey({ accessKeyId, secretAccessKey }))
                  }
                >
                  <Box color="text-body-secondary">
                    The key of a user. The secret stays in this browser: it signs the request for a session.
                  </Box>
                </SignInForm>
              ),
            },
          ]}
        />
      </Container>
    </main>
  );
}

const NEW_PASSWORD = { name: 'newPassword', label: 'New password', isSecret: true, autoComplete: 'new-password' };
