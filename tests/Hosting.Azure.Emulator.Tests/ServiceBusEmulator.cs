using Azure.Messaging.ServiceBus;

namespace Tollgate.Hosting.Azure.Emulator.Tests;

/// <summary>The Service Bus emulator that the tests are told of.</summary>
internal static class ServiceBusEmulator
{
    /// <summary>The variable that says where it is.</summary>
    public const string Variable = "TOLLGATE_SERVICEBUS_EMULATOR";

    /// <summary>The topic for tests that its configuration makes.</summary>
    public const string Topic = "contract";

    /// <summary>Whether there is one.</summary>
    public static bool IsThere => Connection.Length > 0;

    private static string Connection => Environment.GetEnvironmentVariable(Variable) ?? "";

    /// <summary>A connection of its own.</summary>
    public static ServiceBusClient Connect(ServiceBusClientOptions? options = null) => new(Connection, options ?? new ServiceBusClientOptions());
}
