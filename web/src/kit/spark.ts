export interface SparkPaths {
  line: string
  limit: number | null
  last: [number, number] | null
}

/// Scales values into a box of width × height (2 px margin). A limit far above the values is not drawn: it would flatten the curve.
export function sparkPaths(values: (number | null)[], width: number, height: number, limit: number | null): SparkPaths {
  const known = values.filter((v): v is number => v !== null && Number.isFinite(v))
  if (known.length === 0) return { line: '', limit: null, last: null }
  let low = Math.min(...known)
  let high = Math.max(...known)
  const near = limit !== null && limit <= high + 2 * Math.max(high - low, Math.abs(high) * 0.1)
  if (near && limit !== null) high = Math.max(high, limit)
  if (near && limit !== null) low = Math.min(low, limit)
  const span = high - low || Math.abs(high) || 1
  const flat = high === low
  const margin = 2
  const y = (v: number) => (flat ? height / 2 : margin + (1 - (v - low) / span) * (height - 2 * margin))
  const x = (i: number) => (values.length < 2 ? width / 2 : margin + (i / (values.length - 1)) * (width - 2 * margin))
  let line = ''
  let pen = false
  let last: [number, number] | null = null
  values.forEach((v, i) => {
    if (v === null || !Number.isFinite(v)) {
      pen = false
      return
    }
    line += `${pen ? 'L' : 'M'}${x(i).toFixed(1)} ${y(v).toFixed(1)}`
    pen = true
    last = [x(i), y(v)]
  })
  return { line, limit: near && limit !== null ? y(limit) : null, last }
}
