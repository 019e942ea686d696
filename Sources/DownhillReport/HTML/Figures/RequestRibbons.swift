/// What the neurons of one layer ask of the neurons before them, as ribbons that flow back and are added up: the width is
/// the size; blue and solid asks to grow, orange and hollow asks to shrink.
public struct RequestRibbons: DrawnFigure {
  /// What it shows, in a few words.
  public let title: String
  /// What there is to be seen, for those who cannot see it.
  public let summary: String
  /// The names of those who ask.
  public let askers: [String]
  /// What each of them asks for itself: its desired change of z.
  public let wishes: [Double]
  /// The names of those who are asked.
  public let asked: [String]
  /// `requests[j][i]`, of asker j to neuron i.
  public let requests: [[Double]]
  /// The sum of all requests to each neuron, also of those that are not drawn.
  public let sums: [Double]
  /// The most neurons on either side that are drawn.
  public let limit: Int

  /// Ribbons of these requests.
  public init(
    title: String, summary: String = "", askers: [String], wishes: [Double], asked: [String], requests: [[Double]],
    sums: [Double], limit: Int = 16
  ) {
    self.title = title
    self.summary = summary
    self.askers = askers
    self.wishes = wishes
    self.asked = asked
    self.requests = requests
    self.sums = sums
    self.limit = limit
  }

  private static let width = 800.0
  private static let barMiddle = 150.0
  private static let left = 268.0
  private static let right = 630.0
  private static let top = 44.0

  /// The drawing.
  public var drawing: Drawing {
    let plan = RibbonPlan(requests, asked: asked.count, limit: limit)
    let largest = SignedScale(plan.asked.places.map { sums[$0] }).largest
    let wishText = AlignedText(largest: SignedScale(wishes).largest)
    return Drawing(width: Self.width, height: Self.top + plan.height + 6) {
      Shape.text("sum of the requests", x: Self.barMiddle, y: 14, class: "soft small middle")
      Shape.text("separate requests", x: (Self.left + Self.right) / 2, y: 14, class: "soft small middle")
      Shape.text("who asks, and its own wish", x: Self.width, y: 14, class: "soft small end")
      if let text = plan.asked.text("that are asked most") {
        Shape.text(text, x: Self.barMiddle, y: 29, class: "soft small middle")
      }
      if let text = plan.askers.text("that ask most") {
        Shape.text(text, x: Self.width, y: 29, class: "soft small end")
      }
      Shape.group(y: Self.top) {
        Shape.group(class: "flows") {
          for i in plan.asked.places.indices { flow(i, plan) }
        }
        for (place, slot) in plan.askedSlots.enumerated() {
          let neuron = plan.asked.places[place]
          Shape.text(asked[neuron], x: 26, y: slot.middle + 4.5, class: "end strong")
          signedBar(
            sums[neuron], y: slot.middle - 7, height: 14, middle: Self.barMiddle, scale: 62 / largest,
            text: AlignedText(largest: largest))
          Shape.rectangle(x: Self.left - 5, y: slot.start, width: 4, height: slot.end - slot.start, class: "ink i5")
        }
        for (place, slot) in plan.askerSlots.enumerated() {
          let neuron = plan.askers.places[place]
          Shape.rectangle(x: Self.right + 1, y: slot.start, width: 4, height: slot.end - slot.start, class: "ink i5")
          Shape.text(askers[neuron], x: Self.right + 14, y: slot.middle + 4.5, class: "strong")
          Shape.text(
            wishText.signed(wishes[neuron]), x: Self.width, y: slot.middle + 4.5,
            class: "small end \(wishText.signClass(wishes[neuron]))")
        }
        Shape.line(Self.barMiddle, 0, Self.barMiddle, plan.height, class: "axis")
      }
    }
  }

  /// All ribbons that arrive at one neuron.
  private func flow(_ place: Int, _ plan: RibbonPlan) -> Markup {
    let neuron = plan.asked.places[place]
    return Shape.group(class: "flow") {
      for ribbon in plan.ribbons where ribbon.asked == place {
        let asker = plan.askers.places[ribbon.asker]
        Shape.path(
          outline(ribbon), class: "ribbon \(ribbon.isPositive ? "rises" : ribbon.width < 2 ? "falls thin" : "falls")",
          title: "\(askers[asker]) asks \(asked[neuron]): \(signedText(requests[asker][neuron], digits: 3))")
      }
    }
  }

  private func outline(_ ribbon: RibbonPlan.Ribbon) -> PathData {
    var path = PathData()
    let middle = (Self.left + Self.right) / 2
    path.move(Self.left, ribbon.arrives)
    path.curve(middle, ribbon.arrives, middle, ribbon.leaves, Self.right, ribbon.leaves)
    path.line(Self.right, ribbon.leaves + ribbon.width)
    path.curve(
      middle, ribbon.leaves + ribbon.width, middle, ribbon.arrives + ribbon.width, Self.left,
      ribbon.arrives + ribbon.width)
    path.close()
    return path
  }

  /// Its numbers as a table.
  public var table: DataTable {
    let plan = RibbonPlan(requests, asked: asked.count, limit: limit)
    return DataTable(
      caption: title, columns: ["asked"] + plan.askers.places.map { askers[$0] } + ["sum of all"],
      rows: plan.asked.places.map { neuron in
        [asked[neuron]] + plan.askers.places.map { signedText(requests[$0][neuron], digits: 3) }
          + [signedText(sums[neuron], digits: 3)]
      }, wordColumns: [0])
  }
}
