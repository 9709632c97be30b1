namespace Tollgate.Platform.Events;

/// <summary>Which handler a service has for a type of event.</summary>
/// <param name="Type">The type of event.</param>
/// <param name="Handler">A scoped service that implements <see cref="IEventHandler"/>.</param>
internal sealed record EventHandlerRegistration(string Type, Type Handler);
