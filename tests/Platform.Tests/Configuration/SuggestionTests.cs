using FsCheck;
using FsCheck.Fluent;
using Tollgate.Platform.Configuration.Shapes;

namespace Tollgate.Platform.Tests.Configuration;

public sealed class SuggestionTests
{
    [Fact]
    public void The_distance_up_to_the_limit_is_that_of_the_plain_definition() =>
        Prop.ForAll(Pairs.ToArbitrary(), pair => Enumerable.Range(1, 3).All(limit => Distance(pair.A, pair.B, limit) == Math.Min(Plain(pair.A, pair.B), limit + 1)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Theory]
    [InlineData("orders", "ordres", 1)]
    [InlineData("orders", "order", 1)]
    [InlineData("orders", "borders", 1)]
    [InlineData("orders", "Orders", 0)]
    [InlineData("abcdef", "ghijkl", 4)]
    [InlineData("", "abc", 3)]
    public void A_slip_is_one_letter_more_less_or_other_or_two_that_changed_places(string a, string b, int distance) =>
        Assert.Equal(distance, Distance(a, b, 3));

    [Fact]
    public void Names_that_hardly_differ_end_the_suggestions_before_they_cost_much()
    {
        var prefix = new string('a', 55);
        var names = Enumerable.Range(0, 200).Select(i => $"{prefix}{i:00000}").ToList();
        var budget = 30_000;

        var found = Enumerable.Range(0, 20).Select(i => Suggestion.For($"{prefix}x{i:0000}", names, ref budget)).ToList();

        Assert.Equal([$"; did you mean '{prefix}00000'?", $"; did you mean '{prefix}00001'?"], found[..2]);
        Assert.All(found[2..], Assert.Empty);
        Assert.InRange(budget, -100, 0);
    }

    [Fact]
    public void A_name_of_another_length_costs_no_more_than_a_look()
    {
        var budget = 2001;

        var suggestion = Suggestion.For("short", Enumerable.Range(0, 2000).Select(i => $"a-long-name-{i}"), ref budget);

        Assert.Equal("", suggestion);
        Assert.Equal(1, budget);
    }

    [Fact]
    public void Names_that_begin_otherwise_cost_a_few_letters()
    {
        var budget = 10;

        var suggestion = Suggestion.For(new string('a', 60), [new string('b', 60)], ref budget);

        Assert.Equal("", suggestion);
        Assert.InRange(budget, 1, 9);
    }

    // Long common runs and few letters, so that pairs are near often enough.
    private static Gen<(string A, string B)> Pairs =>
        from length in Gen.Choose(0, 12)
        from a in Word(length)
        from start in Gen.Choose(0, length)
        from taken in Gen.Choose(0, Math.Min(3, length - start))
        from put in Gen.Choose(0, 3).SelectMany(Word)
        from other in Word(12)
        from near in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        from longer in Gen.Elements("", new string('a', 70))
        select (longer + a, near ? longer + a.Remove(start, taken).Insert(start, put) : other);

    private static Gen<string> Word(int length) => Gen.Elements('a', 'b', 'c', 'A').ListOf(length).Select(string.Concat);

    private static int Distance(string a, string b, int limit)
    {
        var budget = int.MaxValue;
        return Suggestion.Distance(a, b, limit, ref budget);
    }

    private static int Plain(string a, string b)
    {
        var (x, y) = (a.ToUpperInvariant(), b.ToUpperInvariant());
        var cells = new int[x.Length + 1, y.Length + 1];
        for (var i = 0; i <= x.Length; i++)
        {
            for (var j = 0; j <= y.Length; j++)
            {
                cells[i, j] = i == 0 || j == 0 ? i + j
                    : Math.Min(Math.Min(cells[i - 1, j], cells[i, j - 1]) + 1, cells[i - 1, j - 1] + (x[i - 1] == y[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1])
                {
                    cells[i, j] = Math.Min(cells[i, j], cells[i - 2, j - 2] + 1);
                }
            }
        }

        return cells[x.Length, y.Length];
    }
}
