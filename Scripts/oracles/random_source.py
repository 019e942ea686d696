"""Prints the numbers that Tests/DownhillTests/RandomSourceTests.swift expects: an independent reading of the definitions.

Versions: any Python 3; nothing but integers.

    python3 Scripts/oracles/random_source.py

xoshiro256** 1.0: D. Blackman and S. Vigna, https://prng.di.unimi.it/xoshiro256starstar.c
SplitMix64:       G. Steele, D. Lea and C. Flood 2014, https://prng.di.unimi.it/splitmix64.c
bounded integers: D. Lemire 2019, Fast Random Integer Generation in an Interval, algorithm 5
shuffle:          R. Durstenfeld 1964, from the last element down
"""

WORD = 2**64


def splitmix64(state):
    """The next state and the next number."""
    state = (state + 0x9E3779B97F4A7C15) % WORD
    z = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 % WORD
    z = (z ^ z >> 27) * 0x94D049BB133111EB % WORD
    return state, z ^ z >> 31


def rotl(x, k):
    return (x << k | x >> (64 - k)) % WORD


class Xoshiro256StarStar:
    def __init__(self, s):
        self.s = list(s)

    @classmethod
    def seeded(cls, seed, stream=0):
        """Our own seeding: the stream is mixed into the state of SplitMix64 after its first number."""
        _, first = splitmix64(seed)
        state = first ^ (stream * 0xA0761D6478BD642F % WORD)
        words = []
        for _ in range(4):
            state, word = splitmix64(state)
            words.append(word)
        return cls(words)

    def next(self):
        s = self.s
        result = rotl(s[1] * 5 % WORD, 7) * 9 % WORD
        t = s[1] << 17 & (WORD - 1)
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 45)
        return result

    def below(self, bound):
        while True:
            product = self.next() * bound
            if product % WORD >= WORD % bound:
                return product // WORD


def hexadecimal(numbers):
    return ", ".join(f"0x{number:016X}" for number in numbers)


if __name__ == "__main__":
    generator = Xoshiro256StarStar([1, 2, 3, 4])
    print("state 1, 2, 3, 4:", hexadecimal(generator.next() for _ in range(10)))
    for seed, stream in [(0, 0), (0, 1), (42, 0), (WORD - 1, 7)]:
        generator = Xoshiro256StarStar.seeded(seed, stream)
        print(f"seed {seed}, stream {stream}:", hexadecimal(generator.next() for _ in range(4)))
    generator = Xoshiro256StarStar.seeded(42)
    print("seed 42, below 10:", [generator.below(10) for _ in range(20)])
    generator = Xoshiro256StarStar.seeded(42)
    print("seed 42, below 3 << 61:", [generator.below(3 << 61) for _ in range(8)])
    generator = Xoshiro256StarStar.seeded(7)
    items = list(range(12))
    for last in range(11, 0, -1):
        other = generator.below(last + 1)
        items[last], items[other] = items[other], items[last]
    print("seed 7, shuffle of 12:", items)
