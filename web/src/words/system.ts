import type { Pair } from '@/kit/i18n'

export const system = {
} as const satisfies Record<string, Pair>
