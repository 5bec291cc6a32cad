// GeoJSON geometries as the screens hold them: longitude, latitude in degrees.
export interface Geometry { type: string; coordinates?: unknown[]; geometries?: unknown[] }
export type Position = [longitude: number, latitude: number]
export type ShapeKind = 'point' | 'line' | 'polygon'

/// Every position of a geometry, however deep it lies.
export function positions(geometry: Geometry | null): Position[] {
  const found: Position[] = []
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return
    if (typeof part[0] === 'number' && typeof part[1] === 'number') found.push([part[0], part[1]])
    else part.forEach(walk)
  }
  walk(geometry?.coordinates)
  for (const part of geometry?.geometries ?? []) found.push(...positions(part as Geometry))
  return found
}
export function moved(geometry: Geometry, to: (at: Position) => Position): Geometry {
  const walk = (part: unknown): unknown => {
    if (!Array.isArray(part)) return part
    return typeof part[0] === 'number' && typeof part[1] === 'number' ? to([part[0], part[1]]) : part.map(walk)
  }
  return { ...geometry, ...(geometry.coordinates ? { coordinates: walk(geometry.coordinates) as unknown[] } : {}), ...(geometry.geometries ? { geometries: geometry.geometries.map((one) => moved(one as Geometry, to)) } : {}) }
}
/// The middle of what it covers: good enough to look around from.
export function middle(geometry: Geometry | null): Position | null {
  const all = positions(geometry)
  if (!all.length) return null
  const [xs, ys] = [all.map((at) => at[0]), all.map((at) => at[1])]
  return [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2]
}
export const kindOf = (geometry: Geometry | null): ShapeKind | null => (!geometry ? null : /Point$/.test(geometry.type) ? 'point' : /LineString$/.test(geometry.type) ? 'line' : /Polygon$/.test(geometry.type) ? 'polygon' : null)

const earth_radius_m = 6_371_008.8
export function distance_m(a: Position, b: Position): number {
  const rad = Math.PI / 180
  const h = Math.sin(((b[1] - a[1]) * rad) / 2) ** 2 + Math.cos(a[1] * rad) * Math.cos(b[1] * rad) * Math.sin(((b[0] - a[0]) * rad) / 2) ** 2
  return 2 * earth_radius_m * Math.asin(Math.min(1, Math.sqrt(h)))
}
/// "west,south,east,north" around a place.
export function boxAround(at: Position, metres: number): string {
  const high = metres / 111_320
  const wide = high / Math.max(0.05, Math.cos((at[1] * Math.PI) / 180))
  return [at[0] - wide, at[1] - high, at[0] + wide, at[1] + high].map((x) => x.toFixed(6)).join(',')
}

const least: Record<ShapeKind, number> = { point: 1, line: 2, polygon: 3 }
/// Corners as a geometry of its kind; null while there are too few.
export function shapeOf(kind: ShapeKind, corners: Position[]): Geometry | null {
  if (corners.length < least[kind]) return null
  if (kind === 'point') return { type: 'Point', coordinates: corners[0] as unknown[] }
  if (kind === 'line') return { type: 'LineString', coordinates: corners }
  const [first, last] = [corners[0] as Position, corners[corners.length - 1] as Position]
  return { type: 'Polygon', coordinates: [first[0] === last[0] && first[1] === last[1] ? corners : [...corners, first]] }
}
/// The corners one types: the ring's closing one is not among them. null for what has several parts.
export function cornersOf(geometry: Geometry | null): Position[] | null {
  if (!geometry) return []
  if (geometry.type === 'Point' || geometry.type === 'LineString') return positions(geometry)
  if (geometry.type === 'Polygon' && geometry.coordinates?.length === 1) return positions(geometry).slice(0, -1)
  return null
}

const number = String.raw`[-+]?\d+(?:\.\d+)?`
const angle = String.raw`(\d{1,3})\s*[°度]\s*(\d{1,2})\s*['′’分]\s*(\d{1,2}(?:\.\d+)?)?\s*(?:["″”秒]|'')?\s*([NSEW])?`
/// Lines of two numbers, or of degrees, minutes and seconds. A line that is not two coordinates is told by its number.
export function readCorners(text: string): { corners: Position[]; wrong: number | null } {
  const corners: Position[] = []
  const lines = text.split(/\r?\n|;|；/)
  for (const [i, line] of lines.entries()) {
    if (!line.trim()) continue
    const angles = [...line.matchAll(new RegExp(angle, 'gi'))].map((m) => (Number(m[1]) + Number(m[2]) / 60 + Number(m[3] ?? 0) / 3600) * (/[SW]/i.test(m[4] ?? '') ? -1 : 1))
    const plain = angles.length ? angles : [...line.matchAll(new RegExp(number, 'g'))].map((m) => Number(m[0]))
    const [x, y] = plain
    if (plain.length !== 2 || x === undefined || y === undefined) return { corners, wrong: i + 1 }
    corners.push([x, y])
  }
  return { corners, wrong: null }
}
