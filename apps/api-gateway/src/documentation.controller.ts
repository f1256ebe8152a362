import { Controller, Get, Header } from '@nestjs/common';
import { openApiDocument, publicApi } from '@shop/api-contracts';
import { AllowAccess } from '@shop/platform';
import { documentationPage } from './documentation-page.js';

const info = {
  title: 'Shop',
  version: '1',
  description: 'Everything a client of the shop may call. Printed from the routes that the gateway serves.',
};
const document = openApiDocument(info, publicApi);
const page = documentationPage(info, publicApi);

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
