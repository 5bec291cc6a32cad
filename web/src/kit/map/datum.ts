// Where a coordinate of another datum lies, for showing it while it is typed. What is kept is converted by the server from what was typed.
// GCJ-02 by GB 20263's shift (the formula is public knowledge), BD-09 on top of it, Gauss–Krüger on the CGCS2000 ellipsoid.
import type { Position } from './geometry'

export type Datum = 'CGCS2000' | 'WGS84' | 'GCJ-02' | 'BD-09' | `gauss:${number}`
export const meridians = [75, 78, 81, 84, 87, 90, 93, 96, 99, 102, 105, 108, 111, 114, 117, 120, 123, 126, 129, 132, 135] as const
export const isPlane = (datum: Datum): boolean => datum.startsWith('gauss:')
/// The three-degree meridian nearest to a longitude.
export const meridianOf = (longitude: number): number => Math.min(135, Math.max(75, Math.round(longitude / 3) * 3))

const { PI, sin, cos, sqrt, abs, atan2, hypot } = Math
function gcjOf([lon, lat]: Position): Position {
  const [x, y, root] = [lon - 105, lat - 35, sqrt(abs(lon - 105))]
  const waves = ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3
  let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
  north += ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3 + ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3
  let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
  east += ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3 + ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3
  const axis = 6378245
  const e2 = 0.00669342162296594323 // Krassovsky's ellipsoid
  const phi = (lat * PI) / 180
  const w2 = 1 - e2 * sin(phi) ** 2
  return [lon + (east * 180) / ((axis / sqrt(w2)) * cos(phi) * PI), lat + (north * 180) / (((axis * (1 - e2)) / (w2 * sqrt(w2))) * PI)]
}
function bdOf(at: Position): Position {
  const [x, y] = gcjOf(at)
  const turns = (PI * 3000) / 180
  const r = hypot(x, y) + 0.00002 * sin(y * turns)
  const turn = atan2(y, x) + 0.000003 * cos(x * turns)
  return [r * cos(turn) + 0.0065, r * sin(turn) + 0.006]
}
/// The shift changes slowly: what it is at the last guess is taken off.
function unshifted(wanted: Position, shift: (at: Position) => Position): Position {
  let guess = wanted
  for (let step = 0; step < 8; ++step) {
    const at = shift(guess)
    guess = [guess[0] + wanted[0] - at[0], guess[1] + wanted[1] - at[1]]
  }
  return guess
}

const a = 6_378_137
const f = 1 / 298.257222101
const n = f / (2 - f)
const rectifying = (a / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64)
const back = [n / 2 - (2 / 3) * n ** 2 + (37 / 96) * n ** 3, n ** 2 / 48 + n ** 3 / 15, (17 / 480) * n ** 3] // Krüger's series
const latitudes = [2 * n - (2 / 3) * n ** 2 - 2 * n ** 3, (7 / 3) * n ** 2 - (8 / 5) * n ** 3, (56 / 15) * n ** 3]
/// East and north in metres to degrees; the zone's number in front of the easting is taken off.
export function fromGauss([east, north]: Position, meridian: number): Position {
  const x = (east > 1_000_000 ? east % 1_000_000 : east) - 500_000
  const [xi, eta] = [north / rectifying, x / rectifying]
  let [xi0, eta0] = [xi, eta]
  back.forEach((b, i) => {
    const k = 2 * (i + 1)
    xi0 -= b * sin(k * xi) * Math.cosh(k * eta)
    eta0 -= b * cos(k * xi) * Math.sinh(k * eta)
  })
  const chi = Math.asin(sin(xi0) / Math.cosh(eta0))
  const phi = chi + latitudes.reduce((sum, d, i) => sum + d * sin(2 * (i + 1) * chi), 0)
  return [meridian + (atan2(Math.sinh(eta0), cos(xi0)) * 180) / PI, (phi * 180) / PI]
}

/// Degrees of CGCS2000 (WGS 84 is the same to a few centimetres).
export function inside(at: Position, datum: Datum): Position {
  if (datum === 'GCJ-02') return unshifted(at, gcjOf)
  if (datum === 'BD-09') return unshifted(at, bdOf)
  return isPlane(datum) ? fromGauss(at, Number(datum.slice(6))) : at
}
/// As the server reads it. Eastings with the zone in front are declared so.
export function systemName(datum: Datum, corners: Position[]): string {
  if (!isPlane(datum)) return datum
  const meridian = Number(datum.slice(6))
  return corners.some(([east]) => east > 1_000_000) ? `3度带 ${meridian / 3}带` : `3度带 ${meridian}E`
}
/// Could these be what the datum says? Degrees where metres are asked, and the other way round, are slips.
export function plausible(at: Position, datum: Datum): boolean {
  if (isPlane(datum)) return abs(at[0]) > 100_000 && at[1] > 1_000_000 && at[1] < 6_300_000
  return at[0] >= -180 && at[0] <= 180 && at[1] >= -90 && at[1] <= 90
}
