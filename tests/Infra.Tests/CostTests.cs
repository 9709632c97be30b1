using System.Data;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Tollgate.Infra.Tests;

/// <summary>The arithmetic of the cost model in <c>docs/deploy.md</c>.</summary>
public sealed partial class CostTests
{
    private static IReadOnlyList<string[]> Rows { get; } =
    [
        .. Sources.Read("docs/deploy.md").Split('\n')
            .Where(line => Row().IsMatch(line))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim(' ', '`')).ToArray()),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_figure_is_what_its_formula_gives(int column)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        List<string> results = [];

        foreach (var row in Rows)
        {
            var given = row[Math.Min(column, row.Length - 2)];
            values[row[0]] = given;
            if (Formula().IsMatch(row[^1]))
            {
                values[row[0]] = Evaluate(row[^1], values);
                results.Add(row[0]);
                Assert.Equal(given, decimal.Parse(values[row[0]], NumberStyles.Float, CultureInfo.InvariantCulture).ToString("F2", CultureInfo.InvariantCulture));
            }
        }

        Assert.Equal(["executions", "compute", "storage", "telemetry", "together", "bus", "private_network", "keep_warm"], results);
    }

    [Fact]
    public async Task The_private_endpoints_are_as_many_as_there_are()
    {
        var prediction = await Prediction.OfAsync("private");

        Assert.Equal(Rows.Single(row => row[0] == "endpoints")[1], $"{prediction.Of("Microsoft.Network/privateEndpoints").Count}");
    }

    private static string Evaluate(string formula, Dictionary<string, string> values)
    {
        using var calculator = new DataTable { Locale = CultureInfo.InvariantCulture };
        var figures = Name().Replace(formula, name => $"CONVERT({values[name.Value]}, 'System.Decimal')");
        return Convert.ToString(calculator.Compute(figures, ""), CultureInfo.InvariantCulture)!;
    }

    [GeneratedRegex(@"^\| `[a-z_]+` \| [0-9.]+ \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"^[a-z_]+( [*/+] ([a-z_]+|[0-9]+))*$")]
    private static partial Regex Formula();

    [GeneratedRegex("[a-z][a-z_]+")]
    private static partial Regex Name();
}
