namespace Tollgate.Hosting.Azure.Events;

/// <summary>What is done with one event.</summary>
/// <param name="services">A scope of its own for each try.</param>
/// <param name="cloudEvent">The event as it was sent: a CloudEvent in structured JSON.</param>
/// <param name="cancellationToken">The app is being stopped.</param>
public delegate Task EventHandling(IServiceProvider services, BinaryData cloudEvent, CancellationToken cancellationToken);
