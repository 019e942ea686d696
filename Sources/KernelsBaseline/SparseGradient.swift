import CProcessor
import KernelTable

/// See `KernelTable.Group`: a counting sort that fills each group from its end.
package func group(_ rows: UnpackedRows, _ inputs: Range<Int>, _ groups: GroupedInputs) {
  let inputCount = inputs.upperBound &- inputs.lowerBound
  let starts = groups.starts
  for row in 0..<rows.count {
    let listed = rows.inputs + row &* rows.pitch
    var index = lowerBound(listed, rows.counts[row], inputs.lowerBound)
    let end = lowerBound(listed, rows.counts[row], inputs.upperBound)
    while index < end {
      starts[Int(listed[index]) &- inputs.lowerBound] &+= 1
      index &+= 1
    }
  }
  var sum: UInt32 = 0
  for input in 0..<inputCount &+ 1 {
    sum &+= starts[input]
    starts[input] = sum
  }
  var row = rows.count
  while row > 0 {
    row &-= 1
    let listed = rows.inputs + row &* rows.pitch
    let values = rows.values + row &* rows.pitch
    var index = lowerBound(listed, rows.counts[row], inputs.lowerBound)
    let end = lowerBound(listed, rows.counts[row], inputs.upperBound)
    while index < end {
      let start = starts + (Int(listed[index]) &- inputs.lowerBound)
      start.pointee &-= 1
      let place = Int(start.pointee)
      groups.rows[place] = UInt32(truncatingIfNeeded: row)
      groups.values[place] = values[index]
      index &+= 1
    }
  }
}

/// See `KernelTable.GroupedGradient`: the sum of an input's weights stays in registers while the rows are gone through in
/// which it is not zero. The same four vectors of outputs are summed for all inputs before the next four, so that their
/// sensitivities stay in the first cache.
package func groupedGradient(
  _ groups: GroupedInputs, _ inputs: Range<Int>, _ sensitivity: UnsafePointer<Float>,
  _ sums: UnsafeMutablePointer<Float>, _ columns: Int, _ continues: Bool
) {
  var column = 0
  while column &+ 64 <= columns {
    var sum = sums + column
    for input in inputs.lowerBound..<inputs.upperBound {
      fourVectors(groups, input, sensitivity + column, columns, sum, continues)
      sum += columns
    }
    column &+= 64
  }
  while column < columns {
    var sum = sums + column
    for input in inputs.lowerBound..<inputs.upperBound {
      oneVector(groups, input, sensitivity + column, columns, sum, continues)
      sum += columns
    }
    column &+= Vector.scalarCount
  }
}

@inline(__always)
private func fourVectors(
  _ groups: GroupedInputs, _ input: Int, _ sensitivity: UnsafePointer<Float>, _ stride: Int,
  _ sums: UnsafeMutablePointer<Float>, _ continues: Bool
) {
  let zero = Vector(repeating: 0)
  var sum0 = continues ? load(sums) : zero
  var sum1 = continues ? load(sums + 16) : zero
  var sum2 = continues ? load(sums + 32) : zero
  var sum3 = continues ? load(sums + 48) : zero
  var index = Int(groups.starts[input &- groups.firstInput])
  let end = Int(groups.starts[input &- groups.firstInput &+ 1])
  while index < end {
    let value = splat(groups.values[index])
    let delta = sensitivity + Int(groups.rows[index]) &* stride
    sum0 = multiplyAdd(sum0, value, load(delta))
    sum1 = multiplyAdd(sum1, value, load(delta + 16))
    sum2 = multiplyAdd(sum2, value, load(delta + 32))
    sum3 = multiplyAdd(sum3, value, load(delta + 48))
    index &+= 1
  }
  store(sum0, sums)
  store(sum1, sums + 16)
  store(sum2, sums + 32)
  store(sum3, sums + 48)
}

@inline(__always)
private func oneVector(
  _ groups: GroupedInputs, _ input: Int, _ sensitivity: UnsafePointer<Float>, _ stride: Int,
  _ sums: UnsafeMutablePointer<Float>, _ continues: Bool
) {
  var sum = continues ? load(sums) : Vector(repeating: 0)
  var index = Int(groups.starts[input &- groups.firstInput])
  let end = Int(groups.starts[input &- groups.firstInput &+ 1])
  while index < end {
    sum = multiplyAdd(sum, splat(groups.values[index]), load(sensitivity + Int(groups.rows[index]) &* stride))
    index &+= 1
  }
  store(sum, sums)
}

/// The first of `count` listed inputs that is at least `input`.
@inline(__always)
private func lowerBound(_ inputs: UnsafePointer<UInt32>, _ count: Int, _ input: Int) -> Int {
  // The whole row is the usual case: look at its ends before searching.
  if count == 0 || Int(inputs[0]) >= input { return 0 }
  if Int(inputs[count &- 1]) < input { return count }
  var low = 0
  var high = count
  while low < high {
    let middle = (low &+ high) &>> 1
    if Int(inputs[middle]) < input { low = middle &+ 1 } else { high = middle }
  }
  return low
}
