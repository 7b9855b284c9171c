/** One way to sign in: its fields, and what the server found wrong. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useState } from 'react';
import { SignInNeeded } from './session.ts';

export interface SignInField {
  readonly name: string;
  readonly label: string;
  readonly isSecret?: boolean;
  readonly autoComplete: string;
}

export interface SignInFormProps {
  readonly fields: readonly SignInField[];
  /** @throws SignInNeeded with what the server found wrong */
  readonly signIn: (values: Readonly<Record<string, string>>) => Promise<void>;
  readonly onMustChangePassword?: () => void;
  readonly children?: ReactNode;
}

export function SignInForm({ fields, signIn, onMustChangePassword, children }: SignInFormProps) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const submit = async () => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await signIn(values);
    } catch (error) {
      setRefusal(firstLine((error as Error).message));
      setBusy(false);
      if (error instanceof SignInNeeded && error.mustChangePassword) onMustChangePassword?.();
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Form
        actions={
          <Button
            variant="primary"
            formAction="submit"
            loading={busy}
            disabled={fields.some(({ name }) => !values[name])}
          >
            Sign in
          </Button>
        }
      >
        <SpaceBetween size="l">
          {refusal !== undefined && <Alert type="error">{refusal}</Alert>}
          {fields.map(({ name, label, isSecret, autoComplete }, i) => (
            <FormField key={name} label={label}>
              <Input
                type={isSecret ? 'password' : 'text'}
                value={values[name] ?? ''}
                onChange={({ detail }) =>
                  setValues({ ...values, [name]: isSecret ? detail.value : detail.value.trim() })
                }
                autoComplete={autoComplete}
                autoFocus={i === 0}
              />
            </FormField>
          ))}
          {children}
        </SpaceBetween>
      </Form>
    </form>
  );
}

/** A signature that does not match is answered with all that should have been signed, which helps nobody here. */
function firstLine(message: string): string {
  return message.split('\n', 1)[0] as string;
}
