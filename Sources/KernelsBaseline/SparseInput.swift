import CProcessor
import KernelTable

/// See `KernelTable.SparseForward`.
///
/// Narrow layers add two inputs at a time into two sums, since one chain of additions would wait for its own latency;
/// wide ones keep four vectors of outputs in flight instead.
package func sparseForward(
  _ rows: SparseRows, _ weights: UnsafePointer<Float>, _ bias: UnsafePointer<Float>,
  _ weighted: UnsafeMutablePointer<Float>, _ columns: Int
) {
  var result = weighted
  for row in 0..<rows.count {
    let example = Int(rows.order[row])
    let first = rows.entries + rows.offsets[example]
    let count = rows.offsets[example &+ 1] &- rows.offsets[example]
    if row &+ 1 < rows.count { prefetch(rows, Int(rows.order[row &+ 1])) }
    var column = 0
    while column &+ 64 <= columns {
      fourVectors(first, count, rows.values, weights + column, columns, bias + column, result + column)
      column &+= 64
    }
    while column < columns {
      oneVector(first, count, rows.values, weights + column, columns, bias + column, result + column)
      column &+= Vector.scalarCount
    }
    result += columns
  }
}

/// See `KernelTable.SparseGradient`.
package func sparseGradient(
  _ rows: SparseRows, _ inputs: Range<Int>, _ sensitivity: UnsafePointer<Float>,
  _ gradient: UnsafeMutablePointer<Float>, _ columns: Int
) {
  var delta = sensitivity
  for row in 0..<rows.count {
    let example = Int(rows.order[row])
    let begin = rows.offsets[example]
    let end = rows.offsets[example &+ 1]
    let first = lowerBound(rows.entries, begin, end, inputs.lowerBound)
    let last = lowerBound(rows.entries, first, end, inputs.upperBound)
    if columns == Vector.scalarCount {
      addOuterProduct(rows, first, last, inputs.lowerBound, load(delta), gradient)
    } else {
      addOuterProduct(rows, first, last, inputs.lowerBound, delta, gradient, columns)
    }
    delta += columns
  }
}

@inline(__always)
private func prefetch(_ rows: SparseRows, _ example: Int) {
  let next = rows.entries + rows.offsets[example]
  processor_prefetch(next)
  processor_prefetch(next + 16)
  processor_prefetch(next + 32)
}

@inline(__always)
private func oneVector(
  _ entries: UnsafePointer<UInt32>, _ count: Int, _ values: UnsafePointer<Float>, _ weights: UnsafePointer<Float>,
  _ stride: Int, _ bias: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>
) {
  var even = load(bias)
  var odd = Vector(repeating: 0)
  var index = 0
  while index &+ 2 <= count {
    let first = Int(entries[index])
    let second = Int(entries[index &+ 1])
    even = multiplyAdd(even, splat(values[first & 255]), load(weights + (first &>> 8) &* stride))
    odd = multiplyAdd(odd, splat(values[second & 255]), load(weights + (second &>> 8) &* stride))
    index &+= 2
  }
  if index < count {
    let last = Int(entries[index])
    even = multiplyAdd(even, splat(values[last & 255]), load(weights + (last &>> 8) &* stride))
  }
  store(even + odd, result)
}

@inline(__always)
private func fourVectors(
  _ entries: UnsafePointer<UInt32>, _ count: Int, _ values: UnsafePointer<Float>, _ weights: UnsafePointer<Float>,
  _ stride: Int, _ bias: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>
) {
  var sum0 = load(bias)
  var sum1 = load(bias + 16)
  var sum2 = load(bias + 32)
  var sum3 = load(bias + 48)
  for index in 0..<count {
    let entry = Int(entries[index])
    let value = splat(values[entry & 255])
    let row = weights + (entry &>> 8) &* stride
    sum0 = multiplyAdd(sum0, value, load(row))
    sum1 = multiplyAdd(sum1, value, load(row + 16))
    sum2 = multiplyAdd(sum2, value, load(row + 32))
    sum3 = multiplyAdd(sum3, value, load(row + 48))
  }
  store(sum0, result)
  store(sum1, result + 16)
  store(sum2, result + 32)
  store(sum3, result + 48)
}

/// One vector of outputs: the sensitivities stay in a register.
@inline(__always)
private func addOuterProduct(
  _ rows: SparseRows, _ first: Int, _ last: Int, _ firstInput: Int, _ delta: Vector,
  _ gradient: UnsafeMutablePointer<Float>
) {
  var index = first
  while index < last {
    let entry = Int(rows.entries[index])
    let row = gradient + ((entry &>> 8) &- firstInput) &* Vector.scalarCount
    store(multiplyAdd(load(row), splat(rows.values[entry & 255]), delta), row)
    index &+= 1
  }
}

@inline(__always)
private func addOuterProduct(
  _ rows: SparseRows, _ first: Int, _ last: Int, _ firstInput: Int, _ delta: UnsafePointer<Float>,
  _ gradient: UnsafeMutablePointer<Float>, _ columns: Int
) {
  var index = first
  while index < last {
    let entry = Int(rows.entries[index])
    let row = gradient + ((entry &>> 8) &- firstInput) &* columns
    let value = splat(rows.values[entry & 255])
    var column = 0
    while column < columns {
      store(multiplyAdd(load(row + column), value, load(delta + column)), row + column)
      column &+= Vector.scalarCount
    }
    index &+= 1
  }
}

/// The first entry in `begin ..< end` whose input is at least `input`.
@inline(__always)
private func lowerBound(_ entries: UnsafePointer<UInt32>, _ begin: Int, _ end: Int, _ input: Int) -> Int {
  // The whole row is the usual case: look at its ends before searching.
  if begin == end || Int(entries[begin] &>> 8) >= input { return begin }
  if Int(entries[end &- 1] &>> 8) < input { return end }
  var low = begin
  var high = end
  while low < high {
    let middle = (low &+ high) &>> 1
    if Int(entries[middle] &>> 8) < input { low = middle &+ 1 } else { high = middle }
  }
  return low
}
