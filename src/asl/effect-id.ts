/** Ids of effects: `FRAME-N`, where N counts the effects of the frame. Unique in their execution, and stable. */

export function effectId(frame: number, count: number): string {
  return `${frame}-${count}`;
}

export function frameNumberOf(effectId: string): number {
  return Number(effectId.slice(0, effectId.indexOf('-')));
}
