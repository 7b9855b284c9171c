/** ValidateStateMachineDefinition: what CreateStateMachine would say of a definition, as a list (API reference; recorded). */
import type { MachineType } from '../../asl/definition.ts';
import type { Diagnostic } from '../../asl/parse/diagnostic.ts';
import { parseDefinition } from '../../asl/parse/parse-definition.ts';
import type { Operation } from '../../base/service.ts';
import { definitionShape, machineTypeShape } from './shapes.ts';

interface ValidateInput {
  readonly definition: string;
  readonly type?: MachineType;
  /** The least severity of the diagnostics to return. */
  readonly severity?: Diagnostic['severity'];
  readonly maxResults?: number;
}

const DIAGNOSTICS_MAX = 100;

const validateStateMachineDefinition: Operation<ValidateInput> = {
  input: {
    type: 'structure',
    members: {
      definition: { ...definitionShape, required: true },
      type: machineTypeShape,
      severity: { type: 'string', enum: ['ERROR', 'WARNING'] },
      maxResults: { type: 'integer', min: 0, max: DIAGNOSTICS_MAX },
    },
  },
  permissions: () => [{ action: 'states:ValidateStateMachineDefinition', resource: '*' }],
  async run({ definition, type, severity = 'ERROR', maxResults }) {
    const { machine, diagnostics } = parseDefinition(definition, type);
    const wanted = severity === 'WARNING' ? diagnostics : diagnostics.filter((one) => one.severity === 'ERROR');
    // 0 stands for the default (API reference)
    const page = wanted.slice(0, maxResults || DIAGNOSTICS_MAX);
    return {
      result: machine === undefined ? 'FAIL' : 'OK',
      diagnostics: page.map(({ location, ...diagnostic }) => ({ ...diagnostic, location: location ?? undefined })),
      truncated: page.length < wanted.length,
    };
  },
};

export const validationOperations: Readonly<Record<string, Operation>> = {
  ValidateStateMachineDefinition: validateStateMachineDefinition,
};
