import { number } from '@/kit/format'

// The six levels with the official colours of the AQI regulation; 0 = no level.
export const aqi_colours = ['#b8c0c8', '#00e400', '#ffff00', '#ff7e00', '#ff0000', '#99004c', '#7e0023'] as const
const inks = ['#1f2933', '#06310a', '#3a3300', '#3a1c00', '#ffffff', '#ffffff', '#ffffff'] as const
export const pollutants = ['PM2.5', 'PM10', 'SO2', 'NO2', 'CO', 'O3'] as const
export type Pollutant = (typeof pollutants)[number]
/// The codes of HJ 212 annex B.
export const factor_of: Record<Pollutant, string> = { 'PM2.5': 'a34004', PM10: 'a34002', SO2: 'a21026', NO2: 'a21004', CO: 'a21005', O3: 'a05024' }
export const pollutantOf = (factor: string): Pollutant | undefined => pollutants.find((name) => factor_of[name] === factor)

/// Upper ends of levels 1…5, the same in both editions of HJ 633 (2012 table 2, 2026 table 1); only for a published AQI, which comes without its level.
const level_ends = [50, 100, 150, 200, 300]
export function levelOfAqi(aqi: number): number {
  const found = level_ends.findIndex((end) => aqi <= end)
  return found < 0 ? 6 : found + 1
}

const at = (level: number | undefined | null): number => (level && level >= 1 && level <= 6 ? level : 0)
export const aqiColour = (level: number | undefined | null): string => aqi_colours[at(level)] as string
export const aqiInk = (level: number | undefined | null): string => inks[at(level)] as string

/// "PM₂.₅" as it is printed
/// A period behind it stays: "O3 8h" → "O₃ 8h"
export function pollutantName(code: string): string {
  const [name = '', period] = code.split(' ')
  const printed = { 'PM2.5': 'PM₂.₅', PM10: 'PM₁₀', SO2: 'SO₂', NO2: 'NO₂', O3: 'O₃' }[name] ?? name
  return period ? `${printed} ${period}` : printed
}
/// A concentration as HJ 633 rounds it before it becomes an index, by GB/T 8170 (a half goes to the even digit): whole μg/m³, CO to a tenth of a mg/m³.
export function concentration(value: number | null | undefined, code: string): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return number(null)
  const digits = code === 'CO' ? 1 : 0
  const scaled = value * 10 ** digits
  const below = Math.floor(scaled)
  const half = Math.abs(scaled - below - 0.5) < 1e-9
  return ((half ? below + (below % 2) : Math.round(scaled)) / 10 ** digits).toFixed(digits)
}
/// In the air stations' files every figure is in μg/m³ but CO.
export const pollutantUnit = (code: string): string => (code === 'CO' ? 'mg/m3' : 'ug/m3')
