namespace Tollgate.Platform.Registry;

/// <summary>A running instance of a service.</summary>
/// <param name="Service">The service's name, such as <c>catalog</c>.</param>
/// <param name="Instance">The instance's name, unique within the service.</param>
/// <param name="Address">Its base address, http or https.</param>
public sealed record ServiceInstance(string Service, string Instance, Uri Address);
