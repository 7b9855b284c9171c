/** An error of the API in words for people: what failed, and for a refusal who lacks which permission. */
import Alert from '@cloudscape-design/components/alert';
import { DenialDetails, parseDenial } from './denial.tsx';

export interface ErrorDescription {
  readonly title: string;
  readonly message: string;
}

export function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { title: 'Something went wrong', message: String(error) };
  if (error.name === 'TypeError') {
    const message = 'The server did not answer. Is Stepwell still running? This page tries again by itself.';
    return { title: 'No answer', message };
  }
  return { title: error.name === 'Error' ? 'Something went wrong' : error.name, message: error.message };
}

export function Problem({ error }: { readonly error: unknown }) {
  const { title, message } = describeError(error);
  const denial = parseDenial(message);
  return (
    <Alert type="error" header={title}>
      {message}
      {denial && <DenialDetails denial={denial} />}
    </Alert>
  );
}
