namespace Tollgate.Hosting.Azure.Emulator.Tests;

/// <summary>A test that needs the Service Bus emulator: it is skipped where none is named.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EmulatorTheoryAttribute : TheoryAttribute
{
    public EmulatorTheoryAttribute()
    {
#if AZURE_SDK_SURFACE
        Skip = "Built with AzureSdk=surface: the contract tests on the Service Bus emulator need the official Azure packages. Run 'dotnet test Azure.slnf' on a feed that carries them.";
#else
        if (!ServiceBusEmulator.IsThere)
        {
            Skip = $"Set {ServiceBusEmulator.Variable} to the connection string of the Service Bus emulator. docs/local-functions.md says how to run it.";
        }
#endif
    }
}
