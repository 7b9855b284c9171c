/** Audit mode's record: one line for everything that would have been refused, however often it happens. */
import type { DeniedRequest } from '../base/denial.ts';

/** Beyond that it begins anew, and repeats itself. */
const REMEMBERED_MAX = 10_000;

/** Says nothing of denials that were enforced: their callers were told. */
export function auditLog(print: (line: string) => void): (denied: DeniedRequest) => void {
  const printed = new Set<string>();
  return ({ who, action, resource, denial, enforced }) => {
    const key = `${who} ${action} ${resource}`;
    if (enforced || printed.has(key)) return;
    if (printed.size >= REMEMBERED_MAX) printed.clear();
    printed.add(key);
    print(`audit: would be denied: ${denial.message}`);
  };
}
