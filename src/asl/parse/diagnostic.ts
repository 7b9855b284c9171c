/** What is wrong with a definition: all of it, not just the first thing. Codes and texts are AWS's where they are known. */

export type DiagnosticCode =
  | 'SCHEMA_VALIDATION_FAILED'
  | 'INVALID_JSON_DESCRIPTION'
  | 'MISSING_TRANSITION_TARGET'
  | 'MISSING_END_STATE'
  | 'INVALID_JSONATA_EXPRESSION'
  | 'UNSUPPORTED_JSONATA_EXPRESSION'
  | 'DUPLICATE_STATE_NAME'
  | 'INVALID_LABEL_NAME'
  | 'DUPLICATE_LABEL_NAME';

export interface Diagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: DiagnosticCode;
  readonly message: string;
  /** `/States/A/Next`; `null` is printed for problems of the whole graph (measured); absent when there is no place. */
  readonly location?: string | null;
}

/** As CreateStateMachine joins them in its InvalidDefinition message. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .filter(({ severity }) => severity === 'ERROR')
    .map((diagnostic) => `${diagnostic.code}: ${placedMessage(diagnostic)}`)
    .join(', ');
}

/** A syntax error's message has its place already. */
function placedMessage({ message, location }: Diagnostic): string {
  const place = location === undefined ? '' : ` at ${location}`;
  return message.endsWith(place) ? message : message + place;
}
