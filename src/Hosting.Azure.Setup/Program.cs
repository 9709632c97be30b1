using Tollgate.Hosting.Azure;
using Tollgate.Hosting.Azure.Setup;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

var plan = SetupPlan.Read(args, Environment.GetEnvironmentVariable, Console.Error);
if (plan is null)
{
    return 2;
}

var ports = AzurePorts.Open(plan.Connection, SetupRun.Access, TimeProvider.System);
return await new SetupRun(ports.Tables, ports.Blobs, ports.Secrets, TimeProvider.System, Console.Out).RunAsync(plan, stop.Token) ? 0 : 1;
