namespace Tollgate.AzureSdkSurface;

/// <summary>What a declared client does when it is called: there is nothing behind it.</summary>
internal sealed class SurfaceException() : NotSupportedException(
    "This was built with AzureSdk=surface and only compiles. Build without the property, on a feed that carries the official Azure packages.");
