import Downhill
import DownhillFormats
import DownhillTables

@testable import DownhillFiles

/// NumPy's arrays, by themselves or in an archive: a table, pictures, or a sentence.
func readArrays(_ bytes: [UInt8]) {
  struct TooLarge: Error {}
  do {
    let roles = try ArrayRoles(ArrayFile(.bytes(bytes), name: "f"))
    let data = PictureArrays(roles, transposed: nil)
    for split in [DataSet.Split.train, .test] {
      guard roles.arePictures, let set = try? data.load(split, classCount: nil, firstLabel: nil) else { continue }
      expect(set.count == data.extent(of: split)?.examples, "the header tells how many pictures there are")
      expect((try? set.idxFiles()) != nil, "pictures are written as IDX")
    }
    let table = try roles.table(.test, CSVOptions()) { extent in
      if extent.rows.multipliedReportingOverflow(by: extent.columns).partialValue > 1 << 20 { throw TooLarge() }
    }
    expect(table.rowCount > 0 && !table.columns.isEmpty, "a table has rows and columns")
    for column in table.columns { expect(table[column.name]?.name == column.name, "a column is found by its name") }
  } catch is TooLarge {
  } catch {
    let sentence = "\(error)"
    expect(sentence.utf8.count <= 2_000, "an error's sentence is short")
    expect(
      sentence.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F },
      "an error holds no control character")
  }
}

/// A zip archive: each member lies within the file, apart from the others.
func readZip(_ bytes: [UInt8]) {
  readArrays(bytes)
  bytes.withUnsafeBytes { all in
    guard let members = try? ZipArchive(all, file: "f").members else { return }
    let ranges = members.map(\.range).sorted { $0.lowerBound < $1.lowerBound }
    expect(ranges.allSatisfy { $0.upperBound <= bytes.count }, "a member lies within the file")
    for (one, other) in zip(ranges, ranges.dropFirst()) {
      expect(one.upperBound <= other.lowerBound, "members are apart")
    }
  }
}
