using CityDesk.Open311.Formats;

namespace CityDesk.Open311.Documents;

/// <summary>An answer of GeoReport v2: its shape, said once for every format.</summary>
internal interface IGeoReportDocument
{
    void WriteTo<TWriter>(ref TWriter writer)
        where TWriter : struct, IGeoReportWriter<TWriter>, allows ref struct;
}
