import { Controller, Get, Header } from '@nestjs/common';
import { openApiDocument, publicApi, publicApiInfo } from '@shop/api-contracts';
import { AllowAccess } from '@shop/platform';
import { documentationPage } from './documentation-page.js';

const document = openApiDocument(publicApiInfo, publicApi);
const page = documentationPage(publicApiInfo, publicApi);

@AllowAccess('anyone')
@Controller()
export class DocumentationController {
  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  openApi(): string {
    return JSON.stringify(document);
  }

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  docs(): string {
    return page;
  }
}
