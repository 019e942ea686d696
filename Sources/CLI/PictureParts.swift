import Downhill
import DownhillFormats
import DownhillTables

/// The pictures that a network is trained on, and those that are held out for validation.
struct PictureParts {
  let training: Examples
  /// nil for none.
  let validation: Examples?

  /// Parts the first examples, as many as a record says: the last ones are held out, or some drawn by the seed, as many of each
  /// class as it has in all, but never the only one.
  init(_ examples: Examples, _ record: DataRecord, seed: UInt64) {
    let (limit, count) = (record.limit, record.validation)
    guard count > 0, record.validationSplit == .random else {
      training = examples[0..<limit - count]
      validation = count > 0 ? examples[limit - count..<limit] : nil
      return
    }
    var groups = [[Int32]](repeating: [], count: max(examples.outputCount, 2))
    for index in 0..<limit { groups[examples.label(index)].append(Int32(index)) }
    let split = Table.split(
      groups, of: Array(0..<limit), heldOut: Double(count) / Double(limit), seed: seed, keepsOne: true)
    training = examples.selecting(split.training)
    validation = split.heldOut.isEmpty ? nil : examples.selecting(split.heldOut)
  }
}
