// The six levels with the official colours of the AQI regulation; 0 = no level.
export const aqi_colours = ['#b8c0c8', '#00e400', '#ffff00', '#ff7e00', '#ff0000', '#99004c', '#7e0023'] as const
const inks = ['#1f2933', '#06310a', '#3a3300', '#3a1c00', '#ffffff', '#ffffff', '#ffffff'] as const
export const pollutants = ['PM2.5', 'PM10', 'SO2', 'NO2', 'CO', 'O3'] as const
export type Pollutant = (typeof pollutants)[number]

const at = (level: number | undefined | null): number => (level && level >= 1 && level <= 6 ? level : 0)
export const aqiColour = (level: number | undefined | null): string => aqi_colours[at(level)] as string
export const aqiInk = (level: number | undefined | null): string => inks[at(level)] as string

/// "PM₂.₅" as it is printed
export function pollutantName(code: string): string {
  return { 'PM2.5': 'PM₂.₅', PM10: 'PM₁₀', SO2: 'SO₂', NO2: 'NO₂', O3: 'O₃' }[code] ?? code
}
/// In the air stations' files every figure is in μg/m³ but CO.
export const pollutantUnit = (code: string): string => (code === 'CO' ? 'mg/m3' : 'ug/m3')
