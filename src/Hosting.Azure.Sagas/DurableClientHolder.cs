using Microsoft.DurableTask.Client;

namespace Tollgate.Hosting.Azure.Sagas;

/// <summary>
/// The durable client of one invocation. It exists only as a <c>[DurableClient]</c> parameter of a function; the function puts it
/// here for whatever it calls, in any scope.
/// </summary>
public sealed class DurableClientHolder
{
    private readonly AsyncLocal<DurableTaskClient?> _client = new();

    /// <summary>The client.</summary>
    /// <exception cref="InvalidOperationException">The function that runs has put none here.</exception>
    public DurableTaskClient Client
    {
        get => _client.Value ?? throw new InvalidOperationException(
            $"No durable client: add a parameter '[DurableClient] DurableTaskClient client' to the function and set {nameof(DurableClientHolder)}.{nameof(Client)} to it.");
        set => _client.Value = value;
    }
}
