// How classes of water look inside a detail, where the server gives no colour of its own: the colours of 环办〔2011〕22号 (blue, green, yellow, orange, red).
const looks: Record<string, string> = { Ⅰ: '#4f8fe8', Ⅱ: '#7db4f2', Ⅲ: '#3fb54f', Ⅳ: '#f5dc3c', Ⅴ: '#f59a2f', 劣Ⅴ: '#d93a2b' }
const groundwater: Record<string, string> = { ...looks, Ⅴ: '#d93a2b' } // there is nothing below Ⅴ
export const classColour = (name: string | undefined, ground = false): string => (ground ? groundwater : looks)[(name ?? '').replace(/类$/, '')] ?? ''
export const class_order = ['Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ', 'Ⅴ', '劣Ⅴ'] as const
export const classRank = (name: string | undefined): number => class_order.indexOf((name ?? '').replace(/类$/, '') as (typeof class_order)[number]) + 1
