// How classes of water look inside a detail, where the server gives no colour: the same as in the grades of the catalogue (GB3838-2002, GBT14848-2017).
const looks: Record<string, string> = { Ⅰ: '#00a0e9', Ⅱ: '#0050ff', Ⅲ: '#00a000', Ⅳ: '#ffd400', Ⅴ: '#ff8c00', 劣Ⅴ: '#e00000' }
const groundwater: Record<string, string> = { ...looks, Ⅴ: '#e00000' } // there is nothing below Ⅴ
export const classColour = (name: string | undefined, ground = false): string => (ground ? groundwater : looks)[(name ?? '').replace(/类$/, '')] ?? ''
export const class_order = ['Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ', 'Ⅴ', '劣Ⅴ'] as const
export const classRank = (name: string | undefined): number => class_order.indexOf((name ?? '').replace(/类$/, '') as (typeof class_order)[number]) + 1
