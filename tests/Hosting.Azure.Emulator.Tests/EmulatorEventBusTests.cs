using System.Reflection;

namespace Tollgate.Hosting.Azure.Emulator.Tests;

/// <summary>The contract of event buses on Service Bus, where an emulator runs.</summary>
public sealed class EmulatorEventBusTests
{
    /// <summary>The facts of the contract, and the methods that say what only Service Bus does.</summary>
    public static TheoryData<string> Facts =>
    [
        .. typeof(ServiceBusContract).GetMethods()
            .Where(method => method.IsDefined(typeof(FactAttribute)) || method.DeclaringType == typeof(ServiceBusContract))
            .Select(method => method.Name),
    ];

    // Whether a test is skipped is known at run time only, so the facts of the contract are rows of one that can be.
    [EmulatorTheory]
    [MemberData(nameof(Facts))]
    public async Task The_contract_holds_on_the_emulator(string fact)
    {
        var contract = new ServiceBusContract();
        await contract.InitializeAsync();
        try
        {
            await (Task)typeof(ServiceBusContract).GetMethod(fact)!.Invoke(contract, BindingFlags.DoNotWrapExceptions, null, null, null)!;
        }
        finally
        {
            await contract.DisposeAsync();
        }
    }
}
