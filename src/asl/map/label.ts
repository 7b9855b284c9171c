/** Label of a distributed Map: it becomes part of ARNs (asl.md section 13, states-api.md section 3). */
import { derivedUuid } from '../../base/derived-uuid.ts';
import { FORBIDDEN_IN_NAMES } from '../../base/names.ts';
import { readText, report, type StateSource } from '../parse/state-source.ts';

const LABEL_LENGTH_MAX = 40;

/** A state without one gets one that is its own in every revision of the machine. */
export function readLabel(source: StateSource): string {
  const label = readText(source, 'Label');
  if (label === undefined) return derivedUuid(source.name);
  if (label.length === 0 || label.length > LABEL_LENGTH_MAX) {
    report(source, `Label must have a length between 1 and ${LABEL_LENGTH_MAX}`, 'Label', 'INVALID_LABEL_NAME');
  } else if (FORBIDDEN_IN_NAMES.test(label)) {
    report(source, `Label contains invalid characters: ${JSON.stringify(label)}`, 'Label', 'INVALID_LABEL_NAME');
  }
  if (source.labels.has(label)) report(source, `Duplicate label: ${label}`, 'Label', 'DUPLICATE_LABEL_NAME');
  source.labels.add(label);
  return label;
}
