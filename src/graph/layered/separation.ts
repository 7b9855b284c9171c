/**
 * Pushes columns apart where they are too close, and no further: columns that touch move as one block, which stands where its members
 * want to be on average, heavier ones counting more. Known as the variable placement problem with separation constraints.
 */

export interface Constraint {
  readonly left: number;
  readonly right: number;
  /** At least, between the two centres. */
  readonly distance: number;
}

export interface Separation {
  readonly weights: readonly number[];
  /** A column comes after all that stand left of it somewhere. */
  readonly order: readonly number[];
  /** By column: what stands directly left of it. */
  readonly onLeft: readonly (readonly Constraint[])[];
}

/** Columns nothing pulls at still have to be somewhere. */
const WEIGHT_MIN = 0.01;
/** Pixels, below the error of the arithmetic and far below what is seen. */
const NEGLIGIBLE = 1e-6;

interface Block {
  readonly members: number[];
  /** What keeps its members away from columns of other blocks on their left; a few may have joined the block since. */
  readonly open: Constraint[];
  weight: number;
  /** Where the block's origin is; a member stands at its offset from there. */
  place: number;
}

/** @param constraints without cycles: columns do not cross */
export function separation(weights: readonly number[], constraints: readonly Constraint[]): Separation {
  const onLeft: Constraint[][] = weights.map(() => []);
  const onRight: Constraint[][] = weights.map(() => []);
  for (const constraint of constraints) {
    onLeft[constraint.right]!.push(constraint);
    onRight[constraint.left]!.push(constraint);
  }
  const waiting = onLeft.map((list) => list.length);
  const order = waiting.flatMap((waits, column) => (waits === 0 ? [column] : []));
  // The list is walked through while it grows.
  for (const column of order) for (const { right } of onRight[column]!) if (--waiting[right]! === 0) order.push(right);
  return { weights, order, onLeft };
}

/** @param wanted where each column would like to stand */
export function separated(wanted: readonly number[], { weights, order, onLeft }: Separation): readonly number[] {
  const blockOf: (Block | undefined)[] = wanted.map(() => undefined);
  const offsets = wanted.map(() => 0);
  const placeOf = (column: number) => blockOf[column]!.place + offsets[column]!;
  for (const column of order) {
    const weight = Math.max(weights[column]!, WEIGHT_MIN);
    let block: Block = { members: [column], open: [...onLeft[column]!], weight, place: wanted[column]! };
    blockOf[column] = block;
    for (let worst = mostViolated(block); worst !== undefined; worst = mostViolated(block)) block = merge(worst);
  }
  return wanted.map((_, column) => placeOf(column));

  function mostViolated(block: Block): Constraint | undefined {
    let [worst, most] = [undefined as Constraint | undefined, NEGLIGIBLE];
    let kept = 0;
    for (const constraint of block.open) {
      if (blockOf[constraint.left] === block) continue;
      block.open[kept++] = constraint;
      const lacking = placeOf(constraint.left) + constraint.distance - placeOf(constraint.right);
      if (lacking > most) [worst, most] = [constraint, lacking];
    }
    block.open.length = kept;
    return worst;
  }

  /** The smaller block joins the larger one. */
  function merge({ left, right, distance }: Constraint): Block {
    const [onLeftSide, onRightSide] = [blockOf[left]!, blockOf[right]!];
    const shift = offsets[left]! + distance - offsets[right]!;
    const isLeftLarger = onLeftSide.members.length > onRightSide.members.length;
    const [larger, smaller] = isLeftLarger ? [onLeftSide, onRightSide] : [onRightSide, onLeftSide];
    const moved = isLeftLarger ? shift : -shift;
    const weight = larger.weight + smaller.weight;
    larger.place = (larger.place * larger.weight + (smaller.place - moved) * smaller.weight) / weight;
    larger.weight = weight;
    for (const constraint of smaller.open) larger.open.push(constraint);
    for (const member of smaller.members) {
      blockOf[member] = larger;
      offsets[member]! += moved;
      larger.members.push(member);
    }
    return larger;
  }
}
