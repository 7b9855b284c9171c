/** How an execution is played as a film: short ones event by event, long ones in as many frames as anybody will watch. */
const FRAMES_MAX = 240;

/** How many events each frame goes on by. */
export function filmSteps(eventCount: number): number {
  return Math.max(1, Math.ceil(eventCount / FRAMES_MAX));
}
