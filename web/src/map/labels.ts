import { inside, type Point, type Shape } from './geometry'

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
/** A label that stands in another area reads as that area's name. */
const STRANGE_GROUND = 22
const UNPLACED = 1000

type Sizes = Map<string, { width: number; height: number }>

/** Places labels so that none overlaps another, each as near its anchor as is free; the best of several orders wins. */
export function placeLabels(shapes: Shape[], sizes: Sizes, bounds: Box): Label[] {
  const orders: ((a: Shape, b: Shape) => number)[] = [
    (a, b) => b.clearance - a.clearance,
    (a, b) => a.clearance - b.clearance,
    (a, b) => a.anchor[1] - b.anchor[1],
    (a, b) => b.anchor[1] - a.anchor[1],
    (a, b) => a.anchor[0] - b.anchor[0],
    (a, b) => b.anchor[0] - a.anchor[0],
  ]
  const tries = orders.map((order) => placeInOrder([...shapes].sort(order), sizes, bounds))
  return tries.reduce((best, next) => (next.cost < best.cost ? next : best)).labels
}

function placeInOrder(shapes: Shape[], sizes: Sizes, bounds: Box): { labels: Label[]; cost: number } {
  const labels: Label[] = []
  let cost = 0
  for (const shape of shapes) {
    const size = sizes.get(shape.code)
    const best = size ? cheapest(shape, size, shapes, labels, bounds) : null
    if (best) labels.push(best.label)
    cost += best?.cost ?? UNPLACED
  }
  return { labels, cost }
}

function cheapest(
  shape: Shape,
  size: { width: number; height: number },
  shapes: Shape[],
  placed: Label[],
  bounds: Box,
): { label: Label; cost: number } | null {
  let best: { label: Label; cost: number } | null = null
  for (const [dx, dy] of offsets()) {
    const box = { x: shape.anchor[0] + dx - size.width / 2, y: shape.anchor[1] + dy - size.height / 2, ...size }
    if (!within(box, bounds) || placed.some((label) => overlap(box, label))) continue
    const centre: Point = [box.x + size.width / 2, box.y + size.height / 2]
    const home = contains(box, shape.anchor) || inside(centre, shape.rings)
    const leader = home ? null : { from: shape.anchor, to: nearestEdge(box, shape.anchor) }
    const distance = Math.hypot(dx, dy)
    // Farther out nothing can be cheaper than what was found.
    if (best && distance > best.cost) break
    const cost =
      distance +
      (shapes.some((other) => other.code !== shape.code && inside(centre, other.rings)) ? STRANGE_GROUND : 0) +
      COVERED_ANCHOR * shapes.filter((other) => other.code !== shape.code && contains(box, other.anchor)).length +
      CROSSED_LEADER * placed.filter((label) => crosses(leader, box, label)).length
    if (!best || cost < best.cost) best = { label: { code: shape.code, ...box, leader }, cost }
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
