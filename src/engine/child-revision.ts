/**
 * The machine inside a distributed Map as a revision of its own, which the Map Run's children run. It is derived from the
 * revision around it whenever somebody asks, so there is nothing of it to store.
 */
import type { MapState } from '../asl/states/map.ts';
import { assert } from '../base/assert.ts';
import type { MachineRevision, MachineSource } from './machine-source.ts';

/** What separates a revision's id from the name of the Map state; ids have none. */
const SEPARATOR = '/';

export function childRevision(revision: MachineRevision, stateName: string): MachineRevision {
  const { distributed, processor } = mapOf(revision, stateName);
  const { timeoutSeconds: _, ...machine } = revision.machine;
  const label = distributed?.label ?? '';
  return {
    ...revision,
    id: `${ownRevisionId(revision.id)}${SEPARATOR}${stateName}`,
    machine: { ...machine, startAt: processor.startAt },
    machineArn: `${ownMachine(revision.machineArn)}${SEPARATOR}${label}`,
    machineName: `${ownMachine(revision.machineName)}${SEPARATOR}${label}`,
  };
}

/** The stored revision that an id leads to. */
export function ownRevisionId(id: string): string {
  return id.split(SEPARATOR, 1)[0] as string;
}

/** The Map state whose children run the revision; undefined for a machine's own. */
export function mapStateOf(revisionId: string): string | undefined {
  const at = revisionId.indexOf(SEPARATOR);
  return at === -1 ? undefined : revisionId.slice(at + 1);
}

/** Finds the revisions of children too. */
export function withChildRevisions(source: MachineSource): MachineSource {
  const derive = (revision: MachineRevision, id: string) => {
    const stateName = mapStateOf(id);
    return stateName === undefined ? revision : childRevision(revision, stateName);
  };
  return {
    revision: async (id) => derive(await source.revision(ownRevisionId(id)), id),
    async tryRevision(id) {
      const revision = await source.tryRevision(ownRevisionId(id));
      return revision && derive(revision, id);
    },
  };
}

/** Also of a machine inside a distributed Map, and of a version or alias of none. */
function ownMachine(arnOrName: string): string {
  return arnOrName.split(SEPARATOR, 1)[0] as string;
}

function mapOf({ machine }: MachineRevision, stateName: string): MapState {
  const state = machine.states.get(stateName);
  assert(state?.type === 'Map', `${stateName} is no Map state`);
  return state;
}
