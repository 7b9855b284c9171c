/** The machines of the index by number: there are few, so all are in memory. */
import type { Database } from './driver.ts';

interface Machine {
  readonly no: number;
  readonly arn: string;
  readonly scope: string;
}

export class SearchMachines {
  readonly #byArn = new Map<string, Machine>();
  readonly #byNumber = new Map<number, Machine>();
  readonly #insert: (arn: string, scope: string) => number;

  constructor(database: Database) {
    const insert = database.prepare('INSERT INTO machines (arn, scope) VALUES (?, ?)');
    this.#insert = (arn, scope) => insert.run(arn, scope).lastInsertRowid;
    for (const row of database.prepare('SELECT no, arn, scope FROM machines').all()) {
      this.#keep({ no: row['no'] as number, arn: row['arn'] as string, scope: row['scope'] as string });
    }
  }

  /** Makes one for a machine that is new. */
  numberOf(arn: string, scope: string): number {
    return this.#byArn.get(arn)?.no ?? this.#keep({ no: this.#insert(arn, scope), arn, scope });
  }

  /** Undefined for a machine without executions. */
  find(arn: string): number | undefined {
    return this.#byArn.get(arn)?.no;
  }

  at(no: number): Machine {
    return this.#byNumber.get(no) as Machine;
  }

  /** Undefined when there are none but those. */
  numbersOnlyOf(scope: string): readonly number[] | undefined {
    const numbers = [...this.#byNumber.values()].filter((machine) => machine.scope === scope).map(({ no }) => no);
    return numbers.length === this.#byNumber.size ? undefined : numbers;
  }

  #keep(machine: Machine): number {
    this.#byArn.set(machine.arn, machine);
    this.#byNumber.set(machine.no, machine);
    return machine.no;
  }
}
