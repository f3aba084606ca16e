import type { TrendPoint } from '../api/types'

/** A trend placed into a drawing: unknown days leave a gap in the line, never a zero. */
export interface Chart {
  line: string
  area: string
  points: { x: number; y: number; point: TrendPoint & { value: number } }[]
  ticks: { y: number; value: number }[]
}

export function chart(trend: TrendPoint[], width: number, height: number): Chart {
  const known = trend.map(({ value }) => value ?? 0)
  const top = roundUp(Math.max(...known, 0))
  const x = (i: number) => (trend.length > 1 ? (i / (trend.length - 1)) * width : width / 2)
  const y = (value: number) => height - (value / top) * height
  const runs: string[] = []
  const areas: string[] = []
  let run: [number, number][] = []
  const close = () => {
    const [first, last] = [run[0], run.at(-1)]
    if (!first || !last) return
    const line = run.map(([px, py]) => `${px.toFixed(1)} ${py.toFixed(1)}`).join('L')
    runs.push(`M${line}`)
    areas.push(`M${first[0].toFixed(1)} ${height}L${line}L${last[0].toFixed(1)} ${height}Z`)
    run = []
  }
  trend.forEach(({ value }, i) => (value === null ? close() : run.push([x(i), y(value)])))
  close()
  const points = trend.flatMap((point, i) =>
    point.value === null ? [] : [{ x: x(i), y: y(point.value), point: { ...point, value: point.value } }],
  )
  const ticks = [0, top / 2, top].map((value) => ({ y: y(value), value }))
  return { line: runs.join(''), area: areas.join(''), points, ticks }
}

/** The next round figure of the axis; at least 2, so that half of it is a whole number of cases. */
export function roundUp(value: number): number {
  if (value <= 0) return 2
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [1, 2, 4, 6, 8, 10].find((factor) => factor * power >= value) ?? 10
  return Math.max(2, step * power)
}
