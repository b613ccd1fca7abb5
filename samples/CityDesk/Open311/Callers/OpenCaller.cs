using CityDesk.Domain;
using CityDesk.Open311.Parameters;
using Platform.Errors;

namespace CityDesk.Open311.Callers;

/// <summary>Who calls, and what was read to know it.</summary>
/// <param name="Query">What stands in the address.</param>
/// <param name="Form">The form, or why there is none; <see langword="null"/> for calls that have none.</param>
/// <param name="Errors">What is wrong within either.</param>
/// <param name="Consumer">The holder of the key, or what is wrong with it.</param>
internal sealed record OpenCaller(CallParameters Query, Result<CallParameters>? Form, ErrorCollector Errors, Result<ApiConsumer> Consumer);
