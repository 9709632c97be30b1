using Tollgate.Local.CommandLine;

namespace Tollgate.Local.Tests.CommandLine;

public sealed class LocalOptionsParserTests
{
    private static readonly string[] Modules = ["gateway", "catalog"];

    [Fact]
    public void Without_options_everything_runs_on_7070_with_state_in_the_current_folder()
    {
        var options = Parse();

        Assert.Equal((".tollgate", 7070, false, null), (options.DataFolder, options.PortBase, options.Memory, options.ConfigPath));
        Assert.All(Modules, module => Assert.True(options.Runs(module)));
    }

    [Fact]
    public void Every_option_is_understood()
    {
        var options = Parse(
            "--data", "d", "--reset", "--config=c.yaml", "--only", "gateway, catalog", "--port-base", "0", "--ready-json", "--access-log", "a.jsonl", "--verbose",
            "--trusted-proxies", "10.0.0.0/8,::1");

        Assert.Equal(("d", true, "c.yaml", 0), (options.DataFolder, options.Reset, options.ConfigPath, options.PortBase));
        Assert.Equal((true, "a.jsonl", true), (options.ReadyJson, options.AccessLog, options.Verbose));
        Assert.Equal("10.0.0.0/8,::1", options.TrustedProxies);
        Assert.Equal(Modules, options.Only);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public void Help_is_asked_for_in_two_ways(string argument)
    {
        var options = Parse(argument);

        Assert.True(options.Help);
    }

    [Fact]
    public void Only_leaves_the_other_modules_out()
    {
        var options = Parse("--only", "catalog");

        Assert.True(options.Runs("catalog"));
        Assert.False(options.Runs("gateway"));
    }

    [Theory]
    [InlineData("--port is not an option.", "--port", "80")]
    [InlineData("demo.yaml is not an option.", "demo.yaml")]
    [InlineData("--data needs a value.", "--data")]
    [InlineData("--data needs a value.", "--data", "--memory")]
    [InlineData("--data needs a value.", "--data=")]
    [InlineData("--memory takes no value.", "--memory=yes")]
    [InlineData("--verbose is given twice.", "--verbose", "--verbose")]
    [InlineData("--port-base takes a number from 1 to 65526, or 0 for free ports; '65527' is neither.", "--port-base", "65527")]
    [InlineData("--port-base takes a number from 1 to 65526, or 0 for free ports; '-1' is neither.", "--port-base", "-1")]
    [InlineData("--only takes names out of gateway, catalog, separated by commas; 'orders' is none.", "--only", "gateway,orders")]
    [InlineData("--only takes names out of gateway, catalog, separated by commas; ',' is none.", "--only", ",")]
    [InlineData("--memory keeps nothing, --data says where to keep it: choose one.", "--memory", "--data", "d")]
    [InlineData("--memory keeps nothing, so there is nothing for --reset to remove: choose one.", "--memory", "--reset")]
    [InlineData("--config is for the gateway, which --only leaves out.", "--only", "catalog", "--config", "c.yaml")]
    [InlineData("--access-log is for the gateway, which --only leaves out.", "--only", "catalog", "--access-log", "a")]
    [InlineData("--trusted-proxies is for the gateway, which --only leaves out.", "--only", "catalog", "--trusted-proxies", "::1")]
    [InlineData("--trusted-proxies: '10.0.0.1/8' names an address within a network; write '10.0.0.0/8' for the network, '10.0.0.1' for the address.", "--trusted-proxies", "::1,10.0.0.1/8")]
    [InlineData("--ready-json promises a single line on standard output, so --access-log can't go there: name a file.", "--ready-json", "--access-log", "-")]
    public void A_wrong_option_gets_one_line_that_says_what_is_wrong(string expected, params string[] arguments)
    {
        var (options, error) = LocalOptionsParser.Parse(arguments, Modules);

        Assert.Null(options);
        Assert.Equal($"{expected} --help lists the options.", error);
    }

    private static LocalOptions Parse(params string[] arguments)
    {
        var (options, error) = LocalOptionsParser.Parse(arguments, Modules);
        Assert.Null(error);
        return options!;
    }
}
