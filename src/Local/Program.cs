using System.Reflection;
using Tollgate.Gateway;
using Tollgate.Local;
using Tollgate.Local.CommandLine;
using Tollgate.Local.Modules;
using Tollgate.Local.Reporting;

var version = typeof(LocalRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
var (options, error) = LocalOptionsParser.Parse(args, [.. LocalModule.All.Select(module => module.Name)]);
switch (options)
{
    case null:
        Console.Error.WriteLine(error);
        return 2;
    case { Help: true }:
        Console.Out.WriteLine(Usage.Text);
        return 0;
    case { Version: true }:
        Console.Out.WriteLine(version);
        return 0;
    default:
        GatewayKestrel.PrepareProcess();
        using (var signals = new StopSignals())
        {
            return await new LocalRun(options, version, Console.Out, new LossyWriter(Console.Error), TimeProvider.System).RunAsync(signals);
        }
}
