using Tollgate.Gateway.Health;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Tests.Health;

public sealed class ProbeVerdictTests
{
    private static readonly HealthSettings Settings = HealthSettings.Of(new HealthConfig { Path = "/" })!;

    [Theory]
    [InlineData("", true)]
    [InlineData("--", true)]
    [InlineData("---", false)]
    [InlineData("--+--", true)]
    [InlineData("---+", false)]
    [InlineData("---+-+", false)]
    [InlineData("---++", true)]
    [InlineData("---++--", true)]
    [InlineData("---++---", false)]
    public void Three_bad_answers_in_a_row_take_a_server_out_and_two_good_ones_bring_it_back(string answers, bool expected)
    {
        var verdict = new ProbeVerdict();
        foreach (var answer in answers)
        {
            verdict.Add(answer == '+', Settings);
        }

        Assert.Equal(expected, verdict.IsWell);
    }

    [Fact]
    public void Each_change_is_told_once()
    {
        var verdict = new ProbeVerdict();

        var changes = "-----+++".Select(answer => verdict.Add(answer == '+', Settings)).ToList();

        Assert.Equal([false, false, true, false, false, false, true, false], changes);
    }
}
