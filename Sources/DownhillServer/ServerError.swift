/// Why a server cannot start.
package enum ServerError: Error, Equatable, Sendable {
  /// Another program listens there.
  case taken(address: String, port: Int)
  /// The system refuses.
  case refused(address: String, port: Int, reason: String)
}

extension ServerError: CustomStringConvertible {
  /// One sentence.
  package var description: String {
    switch self {
    case .taken(let address, let port): "port \(port) of \(address) is in use by another program"
    case .refused(let address, let port, let reason): "port \(port) of \(address) cannot be opened: \(reason)"
    }
  }
}
