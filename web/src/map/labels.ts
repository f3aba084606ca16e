import type { Point, Shape } from './geometry'

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** Where the label of a shape goes; the leader runs from the anchor to a label that had to move out. */
export interface Label extends Box {
  code: string
  leader: { from: Point; to: Point } | null
}

const DIRECTIONS = 24
const STEP = 5
const FARTHEST = 34
/** Covering the anchor of another area misleads more than a long leader. */
const COVERED_ANCHOR = 60
const CROSSED_LEADER = 45

/** Places labels so that none overlaps another: the roomiest areas first, each as near its anchor as is free. */
export function placeLabels(shapes: Shape[], sizes: Map<string, { width: number; height: number }>, bounds: Box): Label[] {
  const placed: Label[] = []
  const roomiest = [...shapes].sort((a, b) => b.clearance - a.clearance || a.code.localeCompare(b.code))
  for (const shape of roomiest) {
    const size = sizes.get(shape.code)
    if (!size) continue
    const best = cheapest(shape, size, shapes, placed, bounds)
    if (best) placed.push(best)
  }
  return placed
}

function cheapest(
  shape: Shape,
  size: { width: number; height: number },
  shapes: Shape[],
  placed: Label[],
  bounds: Box,
): Label | null {
  let best: Label | null = null
  let lowest = Infinity
  for (const [dx, dy] of offsets()) {
    const box = { x: shape.anchor[0] + dx - size.width / 2, y: shape.anchor[1] + dy - size.height / 2, ...size }
    if (!within(box, bounds) || placed.some((label) => overlap(box, label))) continue
    const leader = contains(box, shape.anchor) ? null : { from: shape.anchor, to: nearestEdge(box, shape.anchor) }
    const cost =
      Math.hypot(dx, dy) +
      COVERED_ANCHOR * shapes.filter((other) => other.code !== shape.code && contains(box, other.anchor)).length +
      CROSSED_LEADER * placed.filter((label) => crosses(leader, box, label)).length
    if (cost < lowest) [best, lowest] = [{ code: shape.code, ...box, leader }, cost]
  }
  return best
}

function* offsets(): Generator<Point> {
  yield [0, 0]
  for (let ring = 1; ring <= FARTHEST; ring++) {
    for (let i = 0; i < DIRECTIONS; i++) {
      const angle = (2 * Math.PI * i) / DIRECTIONS
      yield [ring * STEP * Math.cos(angle), ring * STEP * Math.sin(angle)]
    }
  }
}

function within(box: Box, bounds: Box): boolean {
  return (
    box.x >= bounds.x &&
    box.y >= bounds.y &&
    box.x + box.width <= bounds.x + bounds.width &&
    box.y + box.height <= bounds.y + bounds.height
  )
}

export function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

function contains(box: Box, [x, y]: Point): boolean {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height
}

function nearestEdge(box: Box, [x, y]: Point): Point {
  return [Math.max(box.x, Math.min(x, box.x + box.width)), Math.max(box.y, Math.min(y, box.y + box.height))]
}

function crosses(leader: Label['leader'], box: Box, label: Label): boolean {
  return (leader !== null && hits(leader, label)) || (label.leader !== null && hits(label.leader, box))
}

/** Whether a leader runs through a box; ten points along it are close enough for boxes of this size. */
function hits({ from, to }: { from: Point; to: Point }, box: Box): boolean {
  return Array.from({ length: 9 }, (_, i) => (i + 1) / 10).some((along) =>
    contains(box, [from[0] + along * (to[0] - from[0]), from[1] + along * (to[1] - from[1])]),
  )
}
