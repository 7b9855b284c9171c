/** What is set for an account as a whole; an account has a row once something is. */
import { ResourceConflictError, type Row } from '../../store/resource-table.ts';
import { type AccountData, changeRow, type IamState } from './entities.ts';

export type { AccountData } from './entities.ts';

/** The one row of its scope. */
const NAME = 'account';

export function accountData(state: IamState, account: string): AccountData {
  return state.accounts.get(account, NAME)?.data ?? {};
}

/** @param edit sees the newest there is, and may throw a ServiceError */
export async function changeAccount(
  state: IamState,
  account: string,
  edit: (data: AccountData) => AccountData,
): Promise<void> {
  if (state.accounts.get(account, NAME) === undefined) {
    const data = edit({});
    try {
      const row = { scope: account, name: NAME, id: `account-${account}`, createdMs: state.clock.nowMs(), data };
      await state.accounts.create(row);
      return;
    } catch (error) {
      if (!(error instanceof ResourceConflictError)) throw error;
    }
  }
  await changeRow(state.accounts, { find: () => state.accounts.get(account, NAME) as Row<AccountData>, edit });
}
