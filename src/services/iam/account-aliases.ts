/** The alias of an account: one at most, and no other account has the same. */
import { accountData, changeAccount } from './account-data.ts';
import { errors } from './errors.ts';
import { operation, type UnboundOperation } from './operation.ts';
import { type PageRequest, pageOf } from './paging.ts';
import * as shapes from './shapes.ts';

interface AliasInput {
  readonly AccountAlias: string;
}

const { required, structure } = shapes;
const onEverything = () => '*';
const aliasOnly = structure({
  AccountAlias: required({ type: 'string', min: 3, max: 63, pattern: '^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$' }),
});

export const accountAliasOperations: Readonly<Record<string, UnboundOperation>> = {
  /** A new alias takes the place of the old one. */
  CreateAccountAlias: operation<AliasInput>({
    input: aliasOnly,
    resource: onEverything,
    async run(state, { AccountAlias: alias }, { account }) {
      const holder = [...state.accounts.all()].find((row) => row.data.alias === alias);
      if (holder !== undefined && holder.scope !== account) throw errors.aliasExists(alias);
      await changeAccount(state, account, (data) => ({ ...data, alias }));
    },
  }),

  ListAccountAliases: operation<PageRequest>({
    input: structure(shapes.paging),
    resource: onEverything,
    async run(state, input, { account }) {
      const { alias } = accountData(state, account);
      const { items, ...page } = pageOf(alias === undefined ? [] : [alias], (name) => name, input);
      return { ...page, AccountAliases: items };
    },
  }),

  DeleteAccountAlias: operation<AliasInput>({
    input: aliasOnly,
    resource: onEverything,
    async run(state, { AccountAlias: alias }, { account }) {
      await changeAccount(state, account, ({ alias: present, ...data }) => {
        if (present !== alias) throw errors.noSuchAlias(alias);
        return data;
      });
    },
  }),
};
