/** Says of each role that is to go which policies go off it. */
import { useRolePolicies } from '../queries/iam.ts';

export function RolesToDelete({ names }: { readonly names: readonly string[] }) {
  return (
    <ul>
      {names.map((name) => (
        <RoleToDelete key={name} name={name} />
      ))}
    </ul>
  );
}

function RoleToDelete({ name }: { readonly name: string }) {
  const { data } = useRolePolicies(name);
  const attached = data?.attached.map((policy) => policy.name) ?? [];
  const inline = data?.inline.map((policy) => policy.name) ?? [];
  return (
    <li>
      <strong>{name}</strong>
      {attached.length > 0 && <> - detaches {attached.join(', ')}</>}
      {inline.length > 0 && <> - deletes its inline policies {inline.join(', ')}</>}
    </li>
  );
}
