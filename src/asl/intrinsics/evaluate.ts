/** Evaluates compiled intrinsic calls. */
import { type Json, stringifyJson } from '../../base/json.ts';
import { evaluatePath, type Miss } from '../jsonpath/evaluate.ts';
import type { Path } from '../jsonpath/path.ts';
import { type Evaluated, type EvaluationScope, runtimeFailure } from '../jsonpath/scope.ts';
import type { IntrinsicCall } from './intrinsic-call.ts';
import { Refusal } from './intrinsic-function.ts';

/**
 * Never throws. The documentation names States.IntrinsicFailure for what goes wrong here; the service reports States.Runtime,
 * with these texts (recorded; both name the whole expression, also when a nested call is at fault).
 */
export function evaluateIntrinsic(call: IntrinsicCall, scope: EvaluationScope): Evaluated {
  const value = evaluateCall(call, scope);
  if (value instanceof BadArgument) {
    return runtimeFailure(`The function '${call.text}' had the following error: ${value.text}`);
  }
  if (value instanceof Refusal) {
    return runtimeFailure(`There was an error while evaluating the intrinsic function: ${call.text}. ${value.text}`);
  }
  return { ok: true, value };
}

/** A path among the arguments that leads nowhere. */
class BadArgument {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

function evaluateCall(call: IntrinsicCall, scope: EvaluationScope): Json | BadArgument | Refusal {
  const args: Json[] = [];
  for (const arg of call.args) {
    if (arg.type === 'constant') args.push(arg.value);
    else if (arg.type === 'path') {
      const result = evaluatePath(arg.path, scope);
      if (!result.found) return badArgument(arg.path, result, scope);
      args.push(result.value);
    } else {
      const value = evaluateCall(arg.call, scope);
      if (value instanceof BadArgument || value instanceof Refusal) return value;
      args.push(value);
    }
  }
  const value = call.run(args, scope.random);
  if (!(value instanceof Refusal)) return value;
  return value.text === undefined ? new Refusal(`Invalid arguments in ${call.name}`) : value;
}

/** The state input is named even for a path into the context, which is shown as if it began with one dollar sign. */
function badArgument(path: Path, miss: Miss, scope: EvaluationScope): BadArgument {
  if (miss.kind === 'notArray') return new BadArgument(miss.reason);
  const shown = path.root.type === 'context' ? path.text.slice(1) : path.text;
  return new BadArgument(
    `The JsonPath argument for the field '${shown}' could not be found in the input '${stringifyJson(scope.input)}'`,
  );
}
