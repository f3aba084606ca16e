import type { Outlines } from '../api/types'

export type Point = readonly [x: number, y: number]
export type Ring = Point[]

/** One area of the map in the pixels of the drawing. */
export interface Shape {
  code: string
  name: string
  rings: Ring[]
  path: string
  /** The point deepest inside the outline, and how far it is from the nearest border. */
  anchor: Point
  clearance: number
}

/**
 * Places outlines into a drawing of a given width, centred; the height follows from the ground, up to a limit.
 *
 * With a focus, the drawing shows those areas and the ground around them, and the rest runs over its edge.
 */
export function project(outlines: Outlines, width: number, margin: number, highest = Infinity, focus = new Set<string>()): { shapes: Shape[]; height: number } {
  const areas = outlines.features.map(({ properties, geometry }) => ({
    ...properties,
    polygons: geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates,
  }))
  const chosen = areas.filter((area) => focus.has(area.code))
  const all = (chosen.length > 0 ? chosen : areas).flatMap((area) => area.polygons.flat(2))
  if (all.length === 0) return { shapes: [], height: 0 }
  const longitudes = all.map((point) => point[0] ?? 0)
  const latitudes = all.map((point) => point[1] ?? 0)
  const [west, east] = [least(longitudes), most(longitudes)]
  const [south, north] = [least(latitudes), most(latitudes)]
  // A degree of longitude is shorter than one of latitude; for a city one factor is exact enough.
  const squeeze = Math.cos(((south + north) / 2) * (Math.PI / 180))
  const across = Math.max((east - west) * squeeze, Number.EPSILON)
  const scale = Math.min((width - 2 * margin) / across, (highest - 2 * margin) / Math.max(north - south, Number.EPSILON))
  const left = (width - across * scale) / 2
  const place = (point: number[]): Point => [
    left + ((point[0] ?? 0) - west) * squeeze * scale,
    margin + (north - (point[1] ?? 0)) * scale,
  ]
  const shapes = areas.map(({ code, name, polygons }) => {
    const placed = polygons.map((polygon) => polygon.map((ring) => ring.map(place)))
    const largest = placed.reduce((best, polygon) => (areaOf(polygon[0]) > areaOf(best[0]) ? polygon : best))
    const rings = placed.flat()
    return { code, name, rings, path: rings.map(pathOf).join(''), ...deepest(largest) }
  })
  return { shapes, height: Math.ceil((north - south) * scale + 2 * margin) }
}

function least(values: number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity)
}

function most(values: number[]): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity)
}

function pathOf(ring: Ring): string {
  return `M${ring.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}Z`
}

function areaOf(ring: Ring | undefined): number {
  let twice = 0
  ring?.forEach(([x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length] ?? [x, y]
    twice += x * nextY - nextX * y
  })
  return Math.abs(twice) / 2
}

/** Whether a point lies inside the rings, holes left out. */
export function inside([x, y]: Point, rings: Ring[]): boolean {
  let odd = false
  for (const ring of rings) {
    ring.forEach(([ax, ay], i) => {
      const [bx, by] = ring[(i + 1) % ring.length] ?? [ax, ay]
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd
    })
  }
  return odd
}

function distanceToBorder([x, y]: Point, rings: Ring[]): number {
  let nearest = Infinity
  for (const ring of rings) {
    ring.forEach(([ax, ay], i) => {
      const [bx, by] = ring[(i + 1) % ring.length] ?? [ax, ay]
      const [dx, dy] = [bx - ax, by - ay]
      const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)))
      nearest = Math.min(nearest, Math.hypot(x - ax - along * dx, y - ay - along * dy))
    })
  }
  return nearest
}

const GRID = 14
const ROUNDS = 4

/** The point of a polygon farthest from its border, found on a grid that closes in on the best cell. */
export function deepest(rings: Ring[]): { anchor: Point; clearance: number } {
  const outer = rings[0] ?? []
  let [left, right] = [least(outer.map(([x]) => x)), most(outer.map(([x]) => x))]
  let [top, bottom] = [least(outer.map(([, y]) => y)), most(outer.map(([, y]) => y))]
  let anchor: Point = [(left + right) / 2, (top + bottom) / 2]
  let clearance = -Infinity
  for (let round = 0; round < ROUNDS; round++) {
    const [stepX, stepY] = [(right - left) / GRID, (bottom - top) / GRID]
    for (let i = 0; i <= GRID; i++) {
      for (let j = 0; j <= GRID; j++) {
        const point: Point = [left + i * stepX, top + j * stepY]
        const depth = inside(point, rings) ? distanceToBorder(point, rings) : -1
        if (depth > clearance) [anchor, clearance] = [point, depth]
      }
    }
    ;[left, right] = [anchor[0] - stepX, anchor[0] + stepX]
    ;[top, bottom] = [anchor[1] - stepY, anchor[1] + stepY]
  }
  return { anchor, clearance: Math.max(0, clearance) }
}
