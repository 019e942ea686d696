import DownhillFiles

extension MemoryNeed {
  /// A picture file, before it is read.
  static func picture(byteCount: Int) -> MemoryNeed {
    var need = MemoryNeed()
    need.keep(Double(byteCount))
    return need
  }
}

extension ParsedArguments {
  /// Before a picture is read. Reading reports what is no picture, or cannot be examined before.
  func checkMemory(ofPicture path: String) throws(Failure) {
    guard let byteCount = PictureFile.memoryNeed(path) else { return }
    try MemoryNeed.picture(byteCount: byteCount).check("reading \(path)", advice: "make the picture smaller")
  }
}
